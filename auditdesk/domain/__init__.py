"""What an audit is: values and rules. Standard library only; today is always an argument."""
