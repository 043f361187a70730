package dev.postrider.egress.address;

import dev.postrider.egress.address.AddressGuard.Verdict;
import io.netty.resolver.AddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Looks up a host and passes on only the addresses that the guard allows, for names and for literal addresses alike. Belongs to
 * one event loop.
 */
public final class GuardedResolver {
    private final EventExecutor loop;
    private final AddressResolver<InetSocketAddress> names;
    private final AddressGuard guard;

    public GuardedResolver(EventExecutor loop, AddressResolver<InetSocketAddress> names, AddressGuard guard) {
        this.loop = loop;
        this.names = names;
        this.guard = guard;
    }

    /**
     * The addresses to connect to, at least one, in the order to try them. Fails with {@link java.net.UnknownHostException}
     * or {@link AddressRefusedException}.
     */
    public Future<List<InetSocketAddress>> resolve(String host, int port) {
        Promise<List<InetSocketAddress>> promise = loop.newPromise();
        names.resolveAll(InetSocketAddress.createUnresolved(host, port))
                .addListener((Future<List<InetSocketAddress>> resolved) -> {
                    try {
                        if (resolved.isSuccess()) {
                            judge(host, port, resolved.getNow(), promise);
                        } else {
                            promise.tryFailure(unresolved(host, resolved.cause()));
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

    private void judge(String host, int port, List<InetSocketAddress> found, Promise<List<InetSocketAddress>> promise) {
        List<InetAddress> resolved =
                found.stream().map(InetSocketAddress::getAddress).toList();
        switch (guard.judge(host, resolved)) {
            case Verdict.Allowed allowed ->
                promise.trySuccess(allowed.addresses().stream()
                        .map(address -> new InetSocketAddress(address, port))
                        .toList());
            case Verdict.Refused refused -> promise.tryFailure(new AddressRefusedException(refused.reason()));
        }
    }
}
