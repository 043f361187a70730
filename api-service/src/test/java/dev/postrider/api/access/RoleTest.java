package dev.postrider.api.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleTest {
    @ParameterizedTest
    @CsvSource({
        "VIEWER, VIEWER",
        "PRODUCER, PRODUCER",
        "MANAGER, VIEWER PRODUCER MANAGER",
        "ADMIN, VIEWER PRODUCER MANAGER ADMIN",
        "PLATFORM_ADMIN, VIEWER PRODUCER MANAGER ADMIN PLATFORM_ADMIN"
    })
    void roleCoversTheseAndNoOthers(Role role, String covered) {
        assertThat(Arrays.stream(Role.values()).filter(role::covers).map(Role::name))
                .containsExactlyInAnyOrder(covered.split(" "));
    }

    @Test
    void noKeyIsMadeAPlatformAdministrator() {
        assertThatThrownBy(() -> Role.parse("platform_admin"))
                .hasMessage("must be one of: viewer, producer, manager, admin");
        assertThat(Role.parse("manager")).isEqualTo(Role.MANAGER);
    }
}
