//! What the controller's flags say.

use jiff::SignedDuration;

/// The flags of the controller, with the defaults of kube-controller-manager.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// `--horizontal-pod-autoscaler-tolerance`.
    pub tolerance: f64,
    /// `--horizontal-pod-autoscaler-downscale-stabilization`, in seconds.
    pub down_window: u32,
    /// `--horizontal-pod-autoscaler-cpu-initialization-period`.
    pub cpu_initialization: SignedDuration,
    /// `--horizontal-pod-autoscaler-initial-readiness-delay`.
    pub initial_readiness: SignedDuration,
    /// The feature gate HPAScaleToZero.
    pub scale_to_zero: bool,
}

impl Settings {
    /// The default of `down_window`.
    pub const DOWN_WINDOW: u32 = 300;
    /// The default of `tolerance`.
    pub const TOLERANCE: f64 = 0.1;
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            tolerance: Self::TOLERANCE,
            down_window: Self::DOWN_WINDOW,
            cpu_initialization: SignedDuration::from_secs(300),
            initial_readiness: SignedDuration::from_secs(30),
            scale_to_zero: false,
        }
    }
}
