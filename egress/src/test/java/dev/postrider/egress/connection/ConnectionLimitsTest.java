package dev.postrider.egress.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.egress.EgressSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
    private final InetSocketAddress one = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 1);
    private final InetSocketAddress two = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 2);
    private final ConnectionLimits limits =
            new ConnectionLimits(EgressSettings.defaults("test").withMaxConnections(3, 2));

    @Test
    void anAddressHasNoMoreThanItsShare() {
        assertThat(limits.acquire(one)).isTrue();
        assertThat(limits.acquire(one)).isTrue();
        assertThat(limits.acquire(one)).isFalse();
        assertThat(limits.acquire(two)).isTrue();
        assertThat(limits.open(one)).isEqualTo(2);
    }

    @Test
    void allAddressesTogetherHaveNoMoreThanTheLimit() {
        limits.acquire(one);
        limits.acquire(one);
        limits.acquire(two);
        assertThat(limits.acquire(two)).isFalse();
        limits.release(one);
        assertThat(limits.acquire(two)).isTrue();
    }

    @Test
    void whatIsRefusedDoesNotCount() {
        limits.acquire(one);
        limits.acquire(one);
        assertThat(limits.acquire(one)).isFalse();
        limits.release(one);
        limits.release(one);
        assertThat(limits.open(one)).isZero();
        assertThat(limits.acquire(one)).isTrue();
        assertThat(limits.acquire(two)).isTrue();
        assertThat(limits.acquire(two)).isTrue();
    }
}
