package dev.postrider.api.webhooktest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.api.web.ProblemException;
import dev.postrider.common.id.OrganizationId;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

class AskedRequestsTest {
    private static final OrganizationId BUSY = new OrganizationId("busy");
    private static final OrganizationId OTHER = new OrganizationId("other");

    private final AskedRequests asked = new AskedRequests();

    @Test
    void organizationWithItsShareIsToldSoAndTakesNobodyElsesPlace() {
        underWay(BUSY, AskedRequests.MAX_PER_ORGANIZATION);

        assertRefused(BUSY, HttpStatus.TOO_MANY_REQUESTS);
        assertThat(asked.within(OTHER, Mono.just("done")).block()).isEqualTo("done");
    }

    @Test
    void whatEndsFailsOrIsGivenUpMakesRoom() {
        List<Disposable> all = underWay(BUSY, AskedRequests.MAX_PER_ORGANIZATION);
        assertRefused(BUSY, HttpStatus.TOO_MANY_REQUESTS);

        all.getFirst().dispose();

        assertThat(asked.within(BUSY, Mono.just("done")).block()).isEqualTo("done");
        assertThatThrownBy(() -> asked.within(BUSY, Mono.error(new IllegalStateException("broken")))
                        .block())
                .hasMessage("broken");
        assertThat(asked.within(BUSY, Mono.just("again")).block()).isEqualTo("again");
    }

    @Test
    void allOrganizationsTogetherLeaveRoomForWhatNobodyAskedFor() {
        IntStream.range(0, AskedRequests.MAX_ALTOGETHER).forEach(n -> underWay(new OrganizationId("org-" + n), 1));

        assertRefused(OTHER, HttpStatus.SERVICE_UNAVAILABLE);
    }

    private List<Disposable> underWay(OrganizationId organization, int count) {
        return Stream.generate(() -> asked.within(organization, Mono.never()).subscribe())
                .limit(count)
                .toList();
    }

    private void assertRefused(OrganizationId organization, HttpStatus status) {
        assertThatThrownBy(() -> asked.within(organization, Mono.just("done")).block())
                .asInstanceOf(InstanceOfAssertFactories.type(ProblemException.class))
                .extracting(refused -> refused.problem().status())
                .isEqualTo(status);
    }
}
