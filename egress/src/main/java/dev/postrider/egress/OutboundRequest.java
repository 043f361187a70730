package dev.postrider.egress;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One POST.
 *
 * @param headers sent in this order, besides those that HTTP itself needs; values may be secret and are never logged
 * @param body the exact bytes to send; not to be changed
 * @param timeout for the whole exchange: name, connection, TLS, request, response and its body
 */
// Requests are sent, never compared; a copy of the body per attempt would be the price of a safer type.
@SuppressWarnings("ArrayRecordComponent")
public record OutboundRequest(URI url, Map<String, String> headers, byte[] body, Duration timeout) {
    /**
     * @throws IllegalArgumentException if the timeout is not positive
     */
    public OutboundRequest {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be positive, not " + timeout);
        }
    }

    /** Host and size only: the query and the headers may carry secrets. */
    @Override
    public String toString() {
        return "OutboundRequest[" + url.getHost() + ", " + body.length + " bytes]";
    }
}
