package dev.postrider.common.wire;

/**
 * How an organization stands, or the switch for everything, as far as a dispatcher needs to know.
 *
 * @param paused all deliveries are held
 * @param shadow deliveries are prepared and logged, and not sent
 * @param strict only registered event types are taken; never of the switch for everything
 */
public record OrganizationState(boolean paused, boolean shadow, boolean strict) {
    /** Deliveries go, of any type. */
    public static final OrganizationState ACTIVE = new OrganizationState(false, false, false);

    public OrganizationState withPaused(boolean isPaused) {
        return new OrganizationState(isPaused, shadow, strict);
    }

    public OrganizationState withShadow(boolean isShadow) {
        return new OrganizationState(paused, isShadow, strict);
    }

    public OrganizationState withStrict(boolean isStrict) {
        return new OrganizationState(paused, shadow, isStrict);
    }
}
