#!/usr/bin/env python
"""Django's entry for operators: migrate, freeze_census, run_funding, export_payments, import_data."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vetportal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
