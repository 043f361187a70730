package dev.postrider.egress.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.postrider.common.delivery.FailureKind;
import dev.postrider.egress.exchange.FailureClassifier.Reached;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureClassifierTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(new UnknownHostException("h"), Reached.NOTHING, FailureKind.DNS),
                arguments(new ConnectTimeoutException("t"), Reached.NOTHING, FailureKind.TIMEOUT),
                arguments(new ConnectException("refused"), Reached.NOTHING, FailureKind.CONNECT),
                arguments(new NoRouteToHostException("route"), Reached.NOTHING, FailureKind.CONNECT),
                arguments(new SocketException("Network is unreachable"), Reached.NOTHING, FailureKind.CONNECT),
                arguments(new SslHandshakeTimeoutException("t"), Reached.NOTHING, FailureKind.TIMEOUT),
                arguments(new DecoderException(new NotSslRecordException("x")), Reached.NOTHING, FailureKind.TLS),
                arguments(new DecoderException(new SSLHandshakeException("x")), Reached.NOTHING, FailureKind.TLS),
                arguments(new SSLHandshakeException("x"), Reached.CONNECTION, FailureKind.TLS),
                arguments(new IOException(new CertificateException("x")), Reached.NOTHING, FailureKind.TLS),
                arguments(new IOException("Connection reset by peer"), Reached.CONNECTION, FailureKind.RESET),
                arguments(new TooLongHttpHeaderException("x"), Reached.CONNECTION, FailureKind.PROTOCOL),
                arguments(
                        new IllegalArgumentException("invalid version format"),
                        Reached.CONNECTION,
                        FailureKind.PROTOCOL),
                arguments(new IllegalStateException("x"), Reached.CONNECTION, FailureKind.PROTOCOL));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureHasItsKind(Throwable error, Reached reached, FailureKind kind) {
        assertThat(FailureClassifier.classify(error, "h:1", false, reached).kind())
                .isEqualTo(kind);
    }

    @Test
    void aCloseDuringTheHandshakeIsATlsFailureOnlyWhereTlsIsAskedFor() {
        Throwable closed = new ClosedChannelException();
        assertThat(FailureClassifier.classify(closed, "h:1", true, Reached.NOTHING)
                        .kind())
                .isEqualTo(FailureKind.TLS);
        assertThat(FailureClassifier.classify(closed, "h:1", false, Reached.NOTHING)
                        .kind())
                .isEqualTo(FailureKind.CONNECT);
    }

    @Test
    void theWordsAreOneBoundedLine() {
        Throwable error = new SSLHandshakeException("bad\r\ncertificate " + "x".repeat(1000));
        assertThat(FailureClassifier.classify(error, "h:1", true, Reached.NOTHING)
                        .error())
                .startsWith("TLS with h:1 failed: bad certificate xxx")
                .hasSizeLessThan(350);
    }

    @Test
    void aFailureThatIsNotForeseenSaysSo() {
        FailureClassifier.Failure failure =
                FailureClassifier.classify(new IllegalStateException("secret"), "h", false, Reached.CONNECTION);
        assertThat(failure.expected()).isFalse();
        assertThat(failure.error()).isEqualTo("the exchange failed unexpectedly (IllegalStateException)");
    }
}
