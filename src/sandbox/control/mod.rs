//! The controllers: each follows the published algorithm, which stands in `elastic` where it is one of elasticity.
