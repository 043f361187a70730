package dev.postrider.testkit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
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

    /** Metrics have their names, labels and buckets from one enum: nothing is registered but through what reads it. */
    @ArchTest
    static final ArchRule metricsAreRegisteredByTheirConstants = noClasses()
            .that()
            .resideOutsideOfPackage("dev.postrider.meter..")
            .should()
            .callMethodWhere(registersAMeter());

    private HouseRules() {}

    private static DescribedPredicate<JavaMethodCall> registersAMeter() {
        return DescribedPredicate.describe(
                "registers a meter by a string",
                call -> call.getTargetOwner().getPackageName().startsWith("io.micrometer.core.instrument")
                        && (call.getName().equals("builder")
                                || call.getTargetOwner().getSimpleName().endsWith("Registry")
                                || call.getTargetOwner().getSimpleName().equals("Metrics")));
    }
}
