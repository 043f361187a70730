package dev.postrider.common.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void whatFollowsTheSpecificationIsTakenAsItIs() {
        TraceContext trace = TraceContext.parse(PARENT, "a=1,b=2", null);

        assertThat(trace).isEqualTo(new TraceContext(PARENT, "a=1,b=2", null));
        assertThat(trace).extracting(TraceContext::traceId).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-abc",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nx: y"
            })
    void whatDoesNotIsNoTrace(String parent) {
        assertThat(TraceContext.parse(parent, null, null)).isNull();
    }

    @Test
    void stateThatCannotBePassedOnIsLeftOut() {
        assertThat(TraceContext.parse(PARENT, "a=" + "x".repeat(511), null))
                .isEqualTo(new TraceContext(PARENT, null, null));
        assertThat(TraceContext.parse(PARENT, "a=1\r\nX-Injected: 1", null))
                .isEqualTo(new TraceContext(PARENT, null, null));
    }

    @Test
    void theNextAttemptFollowsTheOneBefore() {
        TraceContext trace = new TraceContext(PARENT, null, null);

        assertThat(trace.after("53995c3f42cd8ad8")).isEqualTo(TraceContext.parse(PARENT, null, "53995c3f42cd8ad8"));
    }
}
