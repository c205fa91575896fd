"""Pictures for a phone and a page for the family. Takes cards whose words are ready; knows colours, sizes and where things stand."""
