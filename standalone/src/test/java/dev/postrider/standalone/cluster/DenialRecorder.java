package dev.postrider.standalone.cluster;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/** Kafka's own authorizer, which also remembers what it denied. The broker makes it by its name, so what it remembers is the class's. */
public final class DenialRecorder extends StandardAuthorizer {
    static final Queue<String> DENIED = new ConcurrentLinkedQueue<>();

    @Override
    public List<AuthorizationResult> authorize(AuthorizableRequestContext context, List<Action> actions) {
        List<AuthorizationResult> results = super.authorize(context, actions);
        for (int i = 0; i < results.size(); i++) {
            Action action = actions.get(i);
            // A client that asks what it may see is told less, which is no denial.
            if (results.get(i) == AuthorizationResult.DENIED && action.logIfDenied()) {
                DENIED.add(context.principal().getName() + " may not " + action.operation() + " "
                        + action.resourcePattern().resourceType() + " "
                        + action.resourcePattern().name());
            }
        }
        return results;
    }
}
