package dev.postrider.egress.address;

import dev.postrider.egress.address.AddressGuard.Verdict;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Passes on only the addresses that the guard allows, for names and for literal addresses alike. */
final class GuardedResolver extends AbstractAddressResolver<InetSocketAddress> {
    private final AddressResolver<InetSocketAddress> names;
    private final AddressGuard guard;

    GuardedResolver(EventExecutor executor, AddressResolver<InetSocketAddress> names, AddressGuard guard) {
        super(executor, InetSocketAddress.class);
        this.names = names;
        this.guard = guard;
    }

    /** Never: what counts as resolved is connected to without asking here, and a literal address must be judged too. */
    @Override
    protected boolean doIsResolved(InetSocketAddress address) {
        return false;
    }

    @Override
    protected void doResolve(InetSocketAddress address, Promise<InetSocketAddress> promise) {
        resolveAll(address).addListener((Future<List<InetSocketAddress>> all) -> {
            if (all.isSuccess()) {
                promise.trySuccess(all.getNow().get(0));
            } else {
                promise.tryFailure(all.cause());
            }
        });
    }

    @Override
    protected void doResolveAll(InetSocketAddress address, Promise<List<InetSocketAddress>> promise) {
        if (!address.isUnresolved()) {
            judge(address, List.of(address.getAddress()), promise);
            return;
        }
        names.resolveAll(address).addListener((Future<List<InetSocketAddress>> resolved) -> {
            if (resolved.isSuccess()) {
                List<InetAddress> addresses = resolved.getNow().stream()
                        .map(InetSocketAddress::getAddress)
                        .toList();
                judge(address, addresses, promise);
            } else {
                promise.tryFailure(resolved.cause());
            }
        });
    }

    private void judge(InetSocketAddress asked, List<InetAddress> resolved, Promise<List<InetSocketAddress>> promise) {
        switch (guard.judge(asked.getHostString(), resolved)) {
            case Verdict.Allowed allowed ->
                promise.trySuccess(allowed.addresses().stream()
                        .map(address -> new InetSocketAddress(address, asked.getPort()))
                        .toList());
            case Verdict.Refused refused -> promise.tryFailure(new AddressRefusedException(refused.reason()));
        }
    }

    @Override
    public void close() {
        names.close();
    }
}
