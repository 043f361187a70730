package dev.postrider.egress.exchange;

import dev.postrider.common.delivery.FailureKind;
import dev.postrider.egress.address.AddressRefusedException;
import dev.postrider.egress.connection.BrokenAnswerException;
import dev.postrider.egress.connection.NoConnectionFreeException;
import dev.postrider.egress.connection.ProxyException;
import dev.postrider.egress.connection.StreamResetException;
import dev.postrider.egress.connection.UnsendableHeaderException;
import dev.postrider.egress.connection.UnusableIdentityException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;

/**
 * The one place that gives an exception of the network its kind and its words. The words are one line for the webhook's owner:
 * host and port of the URL, never its query, a header's value or a payload.
 */
final class FailureClassifier {
    private static final int MAX_DETAIL = 300;
    private static final int MAX_CHAIN = 16;

    private FailureClassifier() {}

    /**
     * @param kind what the retry policy and the metrics go by
     * @param error one line
     * @param expected false for an exception that no receiver and no network should be able to cause
     */
    record Failure(FailureKind kind, String error, boolean expected) {
        private static Failure of(FailureKind kind, String error) {
            return new Failure(kind, error, true);
        }
    }

    /** What an exchange had when it failed. */
    enum Reached {
        /** No connection yet, or none that had completed its TLS handshake. */
        NOTHING,
        /** A connection that could carry the request. */
        CONNECTION
    }

    /**
     * @param target host and port
     * @param tls whether the URL asks for it
     */
    static Failure classify(Throwable error, String target, boolean tls, Reached reached) {
        List<Throwable> chain = chain(error);
        if (has(chain, AddressRefusedException.class)) {
            return Failure.of(FailureKind.REFUSED, message(chain, AddressRefusedException.class));
        }
        if (has(chain, UnsendableHeaderException.class)) {
            return Failure.of(FailureKind.REFUSED, message(chain, UnsendableHeaderException.class));
        }
        if (has(chain, UnusableIdentityException.class)) {
            return Failure.of(FailureKind.TLS, message(chain, UnusableIdentityException.class));
        }
        if (has(chain, ProxyException.class)) {
            return Failure.of(
                    FailureKind.CONNECT, "no connection to " + target + ": " + message(chain, ProxyException.class));
        }
        if (has(chain, UnknownHostException.class)) {
            return Failure.of(FailureKind.DNS, "the host name of " + target + " does not resolve");
        }
        if (has(chain, ConnectTimeoutException.class)) {
            return Failure.of(FailureKind.TIMEOUT, "no connection to " + target + " in time");
        }
        if (has(chain, SslHandshakeTimeoutException.class)) {
            return Failure.of(FailureKind.TIMEOUT, target + " did not complete the TLS handshake in time");
        }
        if (has(chain, NotSslRecordException.class)) {
            return Failure.of(FailureKind.TLS, target + " does not speak TLS");
        }
        if (has(chain, SSLException.class) || has(chain, CertificateException.class)) {
            return Failure.of(
                    FailureKind.TLS, "TLS with " + target + " failed: " + detail(chain.get(chain.size() - 1)));
        }
        if (has(chain, NoConnectionFreeException.class)) {
            return Failure.of(FailureKind.CONNECT, "no connection to " + target + " is free");
        }
        return switch (reached) {
            case NOTHING -> notConnected(chain, target, tls);
            case CONNECTION -> broken(chain, target);
        };
    }

    /** Whether another address of the same host may be tried: nothing was sent, nor anything said. */
    static boolean isUnreachable(Throwable cause) {
        // Connection refused, no route, unreachable network; all connect failures are one of these or a plain exception
        // of I/O.
        return cause instanceof SocketException;
    }

    private static Failure notConnected(List<Throwable> chain, String target, boolean tls) {
        if (has(chain, NoRouteToHostException.class)) {
            return Failure.of(FailureKind.CONNECT, target + " cannot be reached");
        }
        if (has(chain, ConnectException.class)) {
            return Failure.of(FailureKind.CONNECT, "the connection to " + target + " was refused");
        }
        if (tls && has(chain, IOException.class) && !has(chain, SocketException.class)) {
            return Failure.of(FailureKind.TLS, target + " closed the connection during the TLS handshake");
        }
        if (has(chain, IOException.class)) {
            return Failure.of(FailureKind.CONNECT, "no connection to " + target);
        }
        return unexpected(chain);
    }

    private static Failure broken(List<Throwable> chain, String target) {
        if (has(chain, TooLongHttpHeaderException.class) || hasTooLargeHttp2Headers(chain)) {
            return Failure.of(FailureKind.PROTOCOL, "the headers of the answer are too large");
        }
        if (has(chain, TooLongHttpLineException.class)) {
            return Failure.of(FailureKind.PROTOCOL, "the first line of the answer is too long");
        }
        if (has(chain, BrokenAnswerException.class)) {
            return Failure.of(FailureKind.PROTOCOL, message(chain, BrokenAnswerException.class));
        }
        if (has(chain, StreamResetException.class)) {
            return Failure.of(FailureKind.RESET, target + " " + message(chain, StreamResetException.class));
        }
        if (has(chain, PrematureChannelClosureException.class)) {
            return Failure.of(FailureKind.RESET, target + " closed the connection before the answer was complete");
        }
        if (has(chain, Http2Exception.class)) {
            return Failure.of(FailureKind.PROTOCOL, "the answer is not valid HTTP/2");
        }
        // The decoder reports a line that is no HTTP by an illegal argument.
        if (has(chain, DecoderException.class) || has(chain, IllegalArgumentException.class)) {
            return Failure.of(FailureKind.PROTOCOL, "the answer is not valid HTTP");
        }
        if (has(chain, IOException.class)) {
            return Failure.of(FailureKind.RESET, target + " closed the connection before the answer was complete");
        }
        return unexpected(chain);
    }

    /** Up to a quarter too large they have a type, beyond that only words. */
    private static boolean hasTooLargeHttp2Headers(List<Throwable> chain) {
        return chain.stream()
                .anyMatch(link -> link instanceof Http2Exception.HeaderListSizeException
                        || (link instanceof Http2Exception
                                && link.getMessage() != null
                                && link.getMessage().startsWith("Header size exceeded")));
    }

    private static Failure unexpected(List<Throwable> chain) {
        String name = chain.get(0).getClass().getSimpleName();
        return new Failure(FailureKind.PROTOCOL, "the exchange failed unexpectedly (" + name + ")", false);
    }

    private static List<Throwable> chain(Throwable error) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable link = error; link != null && chain.size() < MAX_CHAIN; link = link.getCause()) {
            chain.add(link);
        }
        return chain;
    }

    private static boolean has(List<Throwable> chain, Class<? extends Throwable> type) {
        return chain.stream().anyMatch(type::isInstance);
    }

    private static String message(List<Throwable> chain, Class<? extends Throwable> type) {
        return chain.stream()
                .filter(type::isInstance)
                .findFirst()
                .map(FailureClassifier::detail)
                .orElseThrow();
    }

    /** The message in one bounded line; parts of it may come from the other side's certificate. */
    private static String detail(Throwable error) {
        String message = error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        String line = message.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MAX_DETAIL ? line : line.substring(0, MAX_DETAIL) + "…";
    }
}
