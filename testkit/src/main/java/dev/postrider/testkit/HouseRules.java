package dev.postrider.testkit;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;

/** The architecture rules that hold in every module; an {@code ArchitectureTest} takes them in with {@code ArchTests.in}. */
public final class HouseRules {
    /** A module may have a single package. */
    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.postrider.*.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

    @ArchTest
    static final ArchRule nothingIsPrinted = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule loggingGoesThroughOneFacade = GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule injectionIsByConstructor = GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

    private HouseRules() {}
}
