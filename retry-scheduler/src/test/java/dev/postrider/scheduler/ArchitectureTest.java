package dev.postrider.scheduler;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.postrider.testkit.HouseRules;

@AnalyzeClasses(packages = "dev.postrider.scheduler", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests houseRules = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule knowsNoOtherServiceAndSendsNothing = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.postrider.api..", "dev.postrider.dispatcher..", "dev.postrider.egress..");

    /** It gives back the bytes it holds. */
    @ArchTest
    static final ArchRule recordsAreMovedUnread = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("tools.jackson..", "dev.postrider.common.json..");
}
