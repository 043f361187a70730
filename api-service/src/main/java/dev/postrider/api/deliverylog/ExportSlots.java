package dev.postrider.api.deliverylog;

import dev.postrider.api.web.Problem;
import dev.postrider.common.id.OrganizationId;
import java.util.HashMap;
import java.util.Map;
import reactor.core.publisher.Flux;

/** How many files are read at once: each may take as long as its reader wants, and holds a place among the server's requests. */
final class ExportSlots {
    private static final int OF_ONE = 2;
    private static final int OF_ALL = 16;

    private final Map<OrganizationId, Integer> taken = new HashMap<>();
    private int all;

    /** The file while a slot is free; otherwise the problem that none is. */
    <T> Flux<T> in(OrganizationId organization, Flux<T> file) {
        return Flux.defer(() -> take(organization)
                ? file.doFinally(_ -> give(organization))
                : Flux.error(Problem.unavailable(
                                "Your organization reads " + OF_ONE + " exports already, or everybody together "
                                        + OF_ALL + "; try again when one of them is done.")
                        .toException()));
    }

    private synchronized boolean take(OrganizationId organization) {
        int own = taken.getOrDefault(organization, 0);
        if (all == OF_ALL || own == OF_ONE) {
            return false;
        }
        taken.put(organization, own + 1);
        all++;
        return true;
    }

    private synchronized void give(OrganizationId organization) {
        taken.computeIfPresent(organization, (_, own) -> own == 1 ? null : own - 1);
        all--;
    }
}
