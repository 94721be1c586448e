"""The text of sections paragraph by paragraph, with the answers that each rests on."""
