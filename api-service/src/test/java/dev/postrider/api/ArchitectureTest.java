package dev.postrider.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.postrider.testkit.HouseRules;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

@AnalyzeClasses(packages = "dev.postrider.api", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests houseRules = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule knowsNoOtherService = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.postrider.dispatcher..", "dev.postrider.scheduler..");

    @ArchTest
    static final ArchRule onlyTheKafkaPackageTouchesProducers = noClasses()
            .that()
            .resideOutsideOfPackage("dev.postrider.api.kafka")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Producer.class);

    @ArchTest
    static final ArchRule onlyTheLogDeadLettersEventTypesAndTheReconcilerConsume = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.postrider.api.deliverylog", "dev.postrider.api.deadletter",
                    "dev.postrider.api.eventtype", "dev.postrider.api.publication")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Consumer.class);

    /** Publishing goes on while the database is down. */
    @ArchTest
    static final ArchRule publishingNeedsNoDatabase = noClasses()
            .that()
            .resideInAnyPackage("dev.postrider.api.publish", "dev.postrider.api.kafka")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.postrider.api.database", "io.r2dbc..", "org.springframework.r2dbc..");

    /** Only migrations block. */
    @ArchTest
    static final ArchRule onlyMigrationsUseJdbc = noClasses()
            .that()
            .resideOutsideOfPackage("dev.postrider.api.database")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.flywaydb..", "org.springframework.jdbc..");
}
