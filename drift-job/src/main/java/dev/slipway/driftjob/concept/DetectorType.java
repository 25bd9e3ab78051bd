package dev.slipway.driftjob.concept;

/** The detectors by name, with the parameters of their papers. */
public enum DetectorType {
    DDM,
    EDDM,
    HDDM_A,
    HDDM_W,
    PageHinkley,
    ADWIN,
    KSWIN;

    public Detector create() {
        return switch (this) {
            case DDM -> new Ddm();
            case EDDM -> new Eddm();
            case HDDM_A -> new HddmA();
            case HDDM_W -> new HddmW();
            case PageHinkley -> new PageHinkley();
            case ADWIN -> new Adwin();
            case KSWIN -> new Kswin();
        };
    }
}
