// Tests of Provisioning.
