package dev.postrider.dispatcher.lane;

import dev.postrider.common.webhook.Webhook;
import dev.postrider.dispatcher.lane.Judge.Ending;

/** Takes deliveries that leave their lanes. Returns at once; each comes back to {@link Lanes} when it is complete. */
public interface Starter {
    void send(Admitted admitted, Webhook webhook, boolean ordered);

    void end(Admitted admitted, Ending ending);
}
