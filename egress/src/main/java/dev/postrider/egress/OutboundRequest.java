package dev.postrider.egress;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * One POST.
 *
 * @param target made once per webhook, best
 * @param headers sent in this order, besides those that HTTP itself needs and what the target proves itself with; not to be
 *     changed; values may be secret and are never logged
 * @param body the exact bytes to send; not to be changed
 * @param timeout for the whole exchange: name, connection, TLS, request, response and its body
 */
// Requests are sent, never compared; a copy of the body per attempt would be the price of a safer type.
@SuppressWarnings("ArrayRecordComponent")
public record OutboundRequest(Target target, Map<String, String> headers, byte[] body, Duration timeout) {
    /**
     * @throws IllegalArgumentException if the timeout is not positive
     */
    public OutboundRequest {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive, not " + timeout);
        }
    }

    /** To a URL that is used once. */
    public OutboundRequest(URI url, Map<String, String> headers, byte[] body, Duration timeout) {
        this(Target.of(url), headers, body, timeout);
    }

    /** Host and size only: the query and the headers may carry secrets. */
    @Override
    public String toString() {
        return "OutboundRequest[" + target.authority() + ", " + body.length + " bytes]";
    }
}
