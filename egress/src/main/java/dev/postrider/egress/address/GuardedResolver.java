package dev.postrider.egress.address;

import dev.postrider.egress.address.AddressGuard.Verdict;
import io.netty.resolver.AddressResolver;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Looks up a host and passes on only the addresses that the guard allows, for names and for literal addresses alike. Belongs to
 * one event loop.
 */
public final class GuardedResolver {
    private final EventExecutor loop;
    private final AddressResolver<InetSocketAddress> names;
    private final AddressGuard guard;
    private final boolean leavesNames;

    /**
     * @param leavesNames whether names are left to a proxy to look up
     */
    public GuardedResolver(
            EventExecutor loop, AddressResolver<InetSocketAddress> names, AddressGuard guard, boolean leavesNames) {
        this.loop = loop;
        this.names = names;
        this.guard = guard;
        this.leavesNames = leavesNames;
    }

    /**
     * The addresses to connect to, at least one, in the order to try them; unresolved where the proxy looks up. Fails with {@link java.net.UnknownHostException}
     * or {@link AddressRefusedException}.
     */
    public Future<List<InetSocketAddress>> resolve(Destination to) {
        try {
            Optional<String> refusal = leavesNames ? guard.refusalUnresolved(to) : guard.refusal(to);
            if (refusal.isPresent()) {
                return loop.newFailedFuture(new AddressRefusedException(refusal.get()));
            }
        } catch (RuntimeException bug) {
            return loop.newFailedFuture(bug);
        }
        if (leavesNames && !NetUtil.isValidIpV4Address(to.host()) && !NetUtil.isValidIpV6Address(to.host())) {
            return loop.newSucceededFuture(List.of(InetSocketAddress.createUnresolved(to.host(), to.port())));
        }
        Promise<List<InetSocketAddress>> promise = loop.newPromise();
        names.resolveAll(InetSocketAddress.createUnresolved(to.host(), to.port()))
                .addListener((Future<List<InetSocketAddress>> resolved) -> {
                    try {
                        if (resolved.isSuccess()) {
                            judge(to, resolved.getNow(), promise);
                        } else {
                            promise.tryFailure(unresolved(to.host(), resolved.cause()));
                        }
                    } catch (RuntimeException bug) {
                        // A guard that breaks must not leave the exchange waiting for its deadline.
                        promise.tryFailure(bug);
                    }
                });
        return promise;
    }

    /** A name that breaks the rules of DNS, such as a label of 64 characters, is reported as an illegal argument. */
    private static Throwable unresolved(String host, Throwable cause) {
        return cause instanceof IllegalArgumentException ? new UnknownHostException(host).initCause(cause) : cause;
    }

    private void judge(Destination to, List<InetSocketAddress> found, Promise<List<InetSocketAddress>> promise) {
        List<InetAddress> resolved =
                found.stream().map(InetSocketAddress::getAddress).toList();
        switch (guard.judge(to, resolved)) {
            case Verdict.Allowed allowed ->
                promise.trySuccess(allowed.addresses().stream()
                        .map(address -> new InetSocketAddress(address, to.port()))
                        .toList());
            case Verdict.Refused refused -> promise.tryFailure(new AddressRefusedException(refused.reason()));
        }
    }
}
