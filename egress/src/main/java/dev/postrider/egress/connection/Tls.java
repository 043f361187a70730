package dev.postrider.egress.connection;

import dev.postrider.common.webhook.EndpointTls;
import dev.postrider.egress.EgressSettings;
import dev.postrider.egress.TlsIdentity;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLException;

/**
 * TLS as a client: verifies certificates and host names, offers HTTP/2 and HTTP/1.1, shows the client certificate where there
 * is one, and resumes the sessions of earlier connections of the same identity to the same host and port. One of it serves all
 * loops, so that they share the sessions.
 */
public final class Tls {
    private static final Duration SESSIONS_KEPT = Duration.ofHours(1);
    private static final int MAX_SESSIONS = 4096;
    /** An identity of a webhook has few hosts. */
    private static final int MAX_OWN_SESSIONS = 64;
    /** The least recently used are made again when they are needed. */
    private static final int MAX_IDENTITIES = 1000;

    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final EgressSettings settings;
    private final SslContext standard;
    private final Map<TlsIdentity, SslContext> own = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TlsIdentity, SslContext> eldest) {
            return size() > MAX_IDENTITIES;
        }
    };

    /**
     * @throws IllegalStateException if the settings' trust cannot be used
     */
    public Tls(EgressSettings settings) {
        this.settings = settings;
        try {
            this.standard = common(MAX_SESSIONS).trustManager(settings.trust()).build();
        } catch (SSLException e) {
            throw new IllegalStateException("the TLS context of the sender cannot be made: " + e.getMessage(), e);
        }
    }

    /**
     * For one connection; the handshake has the limit of the connection's opening and none of its own.
     *
     * @throws UnusableIdentityException if the identity's certificates or key cannot be used
     */
    SslHandler handler(Origin origin, ByteBufAllocator allocator) throws UnusableIdentityException {
        SslHandler handler = context(origin.identity())
                .newHandler(allocator, origin.tlsName(), origin.address().getPort());
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeoutMillis(GOODBYE.toMillis());
        return handler;
    }

    private SslContext context(TlsIdentity identity) throws UnusableIdentityException {
        EndpointTls tls = identity.tls();
        if (tls == null) {
            return standard;
        }
        synchronized (own) {
            SslContext known = own.get(identity);
            if (known == null) {
                known = make(tls);
                own.put(identity, known);
            }
            return known;
        }
    }

    private SslContext make(EndpointTls tls) throws UnusableIdentityException {
        try {
            EndpointTls.Material material = tls.read();
            SslContextBuilder builder = common(MAX_OWN_SESSIONS);
            if (material.authorities().isEmpty()) {
                builder.trustManager(settings.trust());
            } else {
                builder.trustManager(material.authorities().toArray(X509Certificate[]::new));
            }
            if (material.key() != null) {
                builder.keyManager(material.key(), material.chain().toArray(X509Certificate[]::new));
            }
            return builder.build();
        } catch (IllegalArgumentException | SSLException e) {
            throw new UnusableIdentityException(e);
        }
    }

    private static SslContextBuilder common(int sessions) {
        return SslContextBuilder.forClient()
                .endpointIdentificationAlgorithm("HTTPS")
                .sessionCacheSize(sessions)
                .sessionTimeout(SESSIONS_KEPT.toSeconds())
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2,
                        ApplicationProtocolNames.HTTP_1_1));
    }
}
