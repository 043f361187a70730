package dev.postrider.api.organization;

import dev.postrider.api.access.Caller;
import dev.postrider.api.web.Problem;
import dev.postrider.common.id.OrganizationId;

/** Ids of organizations in paths. */
final class OrganizationPath {
    private OrganizationPath() {}

    /**
     * The organization in a path, if it is the caller's to see: its own, or any for a platform administrator.
     *
     * @throws dev.postrider.api.web.ProblemException 404 otherwise
     */
    static OrganizationId of(Caller caller, String text) {
        OrganizationId id;
        try {
            id = new OrganizationId(text);
        } catch (IllegalArgumentException e) {
            throw notFound();
        }
        if (!caller.isPlatformAdmin() && !caller.organization().equals(id)) {
            throw notFound();
        }
        return id;
    }

    static RuntimeException notFound() {
        return Problem.notFound("There is no organization with this id.").toException();
    }
}
