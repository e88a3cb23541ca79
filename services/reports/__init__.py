"""Paper: payslips and lists, drawn from what others computed."""
