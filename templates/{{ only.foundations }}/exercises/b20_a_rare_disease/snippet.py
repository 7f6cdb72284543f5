"""What will this print? Write it into answers.toml before you run it."""

people = 10_000
ill = people // 100
true_alarms = ill * 90 // 100
false_alarms = (people - ill) * 9 // 100
print(true_alarms)
print(false_alarms)
print(f"{true_alarms / (true_alarms + false_alarms):.0%}")
