package dev.postrider.dispatcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.postrider.egress.Sender;
import dev.postrider.testkit.HouseRules;
import org.apache.kafka.clients.producer.Producer;

@AnalyzeClasses(packages = "dev.postrider.dispatcher", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests houseRules = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule knowsNoOtherService = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.postrider.api..", "dev.postrider.scheduler..");

    /** Everything else hands its records to one of these. */
    @ArchTest
    static final ArchRule onlyFanOutHandOverAndTheWiringTouchProducers = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.postrider.dispatcher", "dev.postrider.dispatcher.fanout", "dev.postrider.dispatcher.handover")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Producer.class);

    @ArchTest
    static final ArchRule onlyAttemptsAndTheWiringSend = noClasses()
            .that()
            .resideOutsideOfPackages("dev.postrider.dispatcher", "dev.postrider.dispatcher.attempt")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Sender.class);

    /** Of a delivery; fan-out has rendered the body. */
    @ArchTest
    static final ArchRule jsonIsNotParsed = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("tools.jackson..", "dev.postrider.common.json..");

    @ArchTest
    static final ArchRule thereIsNoDatabase = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "io.r2dbc..", "org.springframework.r2dbc..");
}
