"""What is asked: question sets, their forms, their selection and their checking."""
