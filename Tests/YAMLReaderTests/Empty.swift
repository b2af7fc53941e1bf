// Tests of YAMLReader.
