"""The a-melding, the monthly report to Skatteetaten, NAV and SSB: what it holds, how it is made, read and checked."""
