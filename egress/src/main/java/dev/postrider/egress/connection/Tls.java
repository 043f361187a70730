package dev.postrider.egress.connection;

import dev.postrider.egress.EgressSettings;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import javax.net.ssl.SSLException;

/**
 * TLS as a client: verifies certificates and host names, offers HTTP/2 and HTTP/1.1, and resumes the sessions of earlier
 * connections to the same host and port. One of it serves all loops, so that they share the sessions.
 */
public final class Tls {
    private static final Duration SESSIONS_KEPT = Duration.ofHours(1);
    private static final int MAX_SESSIONS = 4096;
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final SslContext context;

    /**
     * @throws IllegalStateException if the settings' trust cannot be used
     */
    public Tls(EgressSettings settings) {
        try {
            this.context = SslContextBuilder.forClient()
                    .trustManager(settings.trust())
                    .endpointIdentificationAlgorithm("HTTPS")
                    .sessionCacheSize(MAX_SESSIONS)
                    .sessionTimeout(SESSIONS_KEPT.toSeconds())
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_2,
                            ApplicationProtocolNames.HTTP_1_1))
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("the TLS context of the sender cannot be made: " + e.getMessage(), e);
        }
    }

    /** For one connection; the handshake has the limit of the connection's opening and none of its own. */
    SslHandler handler(Origin origin, ByteBufAllocator allocator) {
        SslHandler handler =
                context.newHandler(allocator, origin.tlsName(), origin.address().getPort());
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeoutMillis(GOODBYE.toMillis());
        return handler;
    }
}
