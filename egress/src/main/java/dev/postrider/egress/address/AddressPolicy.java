package dev.postrider.egress.address;

/** The guards that configuration can choose. */
public enum AddressPolicy {
    /** Any address. */
    OPEN {
        @Override
        public AddressGuard guard() {
            return AddressGuard.open();
        }
    },
    /** Addresses of the public internet only. */
    PUBLIC {
        @Override
        public AddressGuard guard() {
            return new PublicAddressGuard();
        }
    };

    public abstract AddressGuard guard();
}
