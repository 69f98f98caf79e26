//! Known secrets and their derived forms; the scan of finished artefacts; the receipt.
