package dev.postrider.dispatcher;

import dev.postrider.masterkey.MasterKeyException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells of master keys that are missing or wrong in two lines instead of a stack. */
final class MasterKeyFailure extends AbstractFailureAnalyzer<MasterKeyException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, MasterKeyException cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()), "See docs/secrets.md: how keys are made, changed and kept.", cause);
    }
}
