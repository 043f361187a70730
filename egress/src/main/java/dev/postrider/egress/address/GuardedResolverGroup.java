package dev.postrider.egress.address;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;

/** Resolves names with another group and lets the guard judge what came of it. Closes that group with itself. */
public final class GuardedResolverGroup extends AddressResolverGroup<InetSocketAddress> {
    private final AddressResolverGroup<InetSocketAddress> names;
    private final AddressGuard guard;

    public GuardedResolverGroup(AddressResolverGroup<InetSocketAddress> names, AddressGuard guard) {
        this.names = names;
        this.guard = guard;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new GuardedResolver(executor, names.getResolver(executor), guard);
    }

    @Override
    public void close() {
        super.close();
        names.close();
    }
}
