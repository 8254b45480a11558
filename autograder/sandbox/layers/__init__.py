"""What a worker gives up before it runs a student's code, and the system calls behind it."""
