package dev.postrider.egress.address;

import java.net.InetAddress;
import java.util.List;

/** Judges the addresses that a host name resolved to. Called on an event loop: it must not block. */
public interface AddressGuard {
    /**
     * @param host as the URL has it
     * @param resolved at least one address
     */
    Verdict judge(String host, List<InetAddress> resolved);

    /** A guard that lets everything pass, for receivers on this machine and in private networks. */
    static AddressGuard open() {
        return (host, resolved) -> new Verdict.Allowed(resolved);
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
