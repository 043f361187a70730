package dev.postrider.egress.address;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Judges where connections may go: the name and port before it is looked up, the addresses after. Called on an event loop: it
 * must not block.
 */
@FunctionalInterface
public interface AddressGuard {
    /** Why the host or port is refused whatever it resolves to, for the webhook's owner; nothing if the addresses decide. */
    default Optional<String> refusal(Destination to) {
        return Optional.empty();
    }

    /** The same where nobody here will see what the name resolves to, because a proxy looks it up. */
    default Optional<String> refusalUnresolved(Destination to) {
        return refusal(to);
    }

    /**
     * @param resolved at least one address
     */
    Verdict judge(Destination to, List<InetAddress> resolved);

    /** A guard that lets everything pass, for tests and measurements. */
    static AddressGuard open() {
        return (_, resolved) -> new Verdict.Allowed(resolved);
    }

    /** Which addresses may be connected to. */
    sealed interface Verdict {
        /**
         * These, tried in this order.
         *
         * @param addresses at least one, all of them resolved ones
         */
        record Allowed(List<InetAddress> addresses) implements Verdict {
            public Allowed {
                addresses = List.copyOf(addresses);
                if (addresses.isEmpty()) {
                    throw new IllegalArgumentException("a host without an allowed address is refused");
                }
            }
        }

        /**
         * None.
         *
         * @param reason for the webhook's owner
         */
        record Refused(String reason) implements Verdict {}
    }
}
