/** A program of named modules. */
module com.example.talks {
    requires dev.fermata.client;
    requires dev.fermata.simulator;
}
