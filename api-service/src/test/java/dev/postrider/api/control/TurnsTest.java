package dev.postrider.api.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class TurnsTest {
    private final Turns turns = new Turns(1);
    private final Sinks.One<String> first = Sinks.one();

    @Test
    void whoComesWaitsForATurnAndGetsItOnceOneIsFree() {
        var begun = turns.take(first.asMono()).toFuture();
        var second = turns.take(Mono.just("second")).toFuture();
        assertThat(second).isNotDone();

        first.tryEmitValue("first");

        assertThat(begun).isCompletedWithValue("first");
        assertThat(second).succeedsWithin(Duration.ofSeconds(5)).isEqualTo("second");
    }

    @Test
    void turnThatIsGivenUpOrFailsIsFreeAgain() {
        turns.take(first.asMono()).subscribe().dispose();
        assertThatThrownBy(() ->
                        turns.take(Mono.error(new IllegalStateException("no"))).block())
                .hasMessage("no");

        assertThat(turns.take(Mono.just("next")).block()).isEqualTo("next");
    }
}
