"""Runs a student's code where it can do no harm, and brings plain data back.

    trusted process                zygote                       worker (one for each test)
    client.Sandbox  --start-->     zygote.main
                    --spawn-->       forks  ------------------>  isolation.apply
    client.Worker   <============= frames of wire.encode ======>  worker.serve
                    --end---->       kills what is left

The zygote has imported the libraries that submissions need, such as torch. It never held a test, a reference or a path
to one, and it never runs a student's code. It saves time: a fork takes milliseconds, a new Python with torch a second.
"""
