"""`python -m portal` is the `portal` command, also where no script folder is on the path."""

from portal.cli import main

if __name__ == "__main__":
    main()
