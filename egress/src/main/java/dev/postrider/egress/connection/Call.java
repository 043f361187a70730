package dev.postrider.egress.connection;

import dev.postrider.egress.OutboundRequest;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way, and whoever waits for its answer. All methods are called on the event loop that the call was started
 * on; after {@link #complete} or {@link #fail} none is.
 */
public interface Call {
    OutboundRequest request();

    /** The value of {@code Authorization}; null for none. */
    @Nullable String authorization();

    /** It waits for a connection that is being opened for it. */
    void waitsFor(Carrier carrier);

    /** It is about to be written. From here on it may have reached the other side. */
    void sentOn(Carrier carrier);

    /** The head of the final answer has come. */
    void answered(int status, HttpHeaders headers);

    /**
     * A piece of the answer's body, which remains the caller's.
     *
     * @return whether more is wanted; where not, {@link #complete} follows and the rest is dropped with its connection
     */
    boolean body(ByteBuf piece);

    /** The answer is complete, and its connection free for the next. */
    void complete();

    /** There is no complete answer. */
    void fail(Throwable cause);

    /** What a call is waiting for or being carried by. */
    interface Carrier {
        /** Forgets the call and closes what serves it alone. */
        void abandon(Call call);
    }
}
