"""Why did I fail, how sure is that, and what next: item response theory for examinations of any size."""
