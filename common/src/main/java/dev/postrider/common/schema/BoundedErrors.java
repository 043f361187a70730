package dev.postrider.common.schema;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;

/** A validation that keeps no more errors than are told: data may have a hundred thousand. */
final class BoundedErrors extends ExecutionContext {
    BoundedErrors(ExecutionConfig config) {
        super(config);
    }

    /** Whoever judges by alternatives asks only whether there is an error. */
    @Override
    public void addError(Error error) {
        if (getErrors().size() < EventSchema.MAX_PROBLEMS) {
            super.addError(error);
        }
    }
}
