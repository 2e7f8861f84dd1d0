"""What a function answers: its code is read, in Python, JavaScript or TypeScript; never run."""
