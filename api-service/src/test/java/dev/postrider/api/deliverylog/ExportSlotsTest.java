package dev.postrider.api.deliverylog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.api.web.ProblemException;
import dev.postrider.common.id.OrganizationId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

class ExportSlotsTest {
    private static final OrganizationId ACME = new OrganizationId("acme");

    private final ExportSlots slots = new ExportSlots();

    @Test
    void anOrganizationHasTwoAndGetsThemBack() {
        Disposable first = slots.in(ACME, Flux.never()).subscribe();
        slots.in(ACME, Flux.never()).subscribe();

        assertThatThrownBy(() -> slots.in(ACME, Flux.just("line")).blockLast())
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("exports already");
        first.dispose();

        assertThat(slots.in(ACME, Flux.just("line")).blockLast()).isEqualTo("line");
        assertThat(slots.in(ACME, Flux.just("again")).blockLast()).isEqualTo("again");
    }

    @Test
    void everybodyTogetherHasSixteen() {
        List<Disposable> readers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            readers.add(slots.in(new OrganizationId("org-" + i), Flux.never()).subscribe());
        }

        assertThatThrownBy(() -> slots.in(ACME, Flux.just("line")).blockLast()).isInstanceOf(ProblemException.class);
        readers.forEach(Disposable::dispose);

        assertThat(slots.in(ACME, Flux.just("line")).blockLast()).isEqualTo("line");
    }
}
