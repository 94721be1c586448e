"""``python -m surveyapp``: the command line."""

from surveyapp.cli import main

main()
