"""Who runs the jobs: slot.py sees to one child process, worker.py is it, local.py keeps this machine's slots."""
